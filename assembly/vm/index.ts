export { execute } from './execute'
