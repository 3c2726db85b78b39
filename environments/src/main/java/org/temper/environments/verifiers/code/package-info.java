/** Programs that a policy wrote, checked by the tests of their task in a sandbox. */
@NullMarked
package org.temper.environments.verifiers.code;

import org.jspecify.annotations.NullMarked;
