export { FeedCursors } from './feed-cursors.js';
