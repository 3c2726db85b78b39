/** Verifiers: programs that check what a policy wrote. */
@NullMarked
package org.temper.environments.verifiers;

import org.jspecify.annotations.NullMarked;
