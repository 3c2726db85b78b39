/** Tests of readers and checkers of function calls. */
@NullMarked
package org.temper.environments.verifiers.calls;

import org.jspecify.annotations.NullMarked;
