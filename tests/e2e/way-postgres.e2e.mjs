// The whole way again, on PostgreSQL.
import { onPostgres } from './lib.mjs';
import { open as openOn } from './way.e2e.mjs';

export { needsKept, tests } from './way.e2e.mjs';
export const open = () => openOn(onPostgres());
