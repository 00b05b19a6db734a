// The worker of a checkout, which has TypeScript only; packages have worker.js.
import { register } from 'tsx/esm/api';

register();
const { default: work } = await import('./worker.ts');
export default work;
