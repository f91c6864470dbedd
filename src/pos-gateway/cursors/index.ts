export { FeedCursors, type FeedCursor, type FeedMark, type FeedPlace } from './feed-cursors.js';
