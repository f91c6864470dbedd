import { z } from 'zod';
import { storeBitsOf } from '../stores/index.js';

/** What questions to read models are asked with. */

export const knownStoreId = z.string().refine(text => storeBitsOf(text) !== undefined, 'must be a store id');

export const flag = z.enum(['true', 'false']).transform(text => text === 'true');

export const instant = z.iso.datetime({ offset: true }).transform(text => new Date(text).toISOString());
