export { Problem, requestInvalid, type FieldError, type ProblemFacts } from './problem.js';
export { answerError, ProblemFilter } from './problem.filter.js';
export { validation } from './validation.js';
