export {
  REPLAY_WINDOW_SECONDS,
  signaturesOf,
  verify,
  type Expectations,
  type Signable,
  type SigningSecret,
  type Verdict,
} from './signing.js';
