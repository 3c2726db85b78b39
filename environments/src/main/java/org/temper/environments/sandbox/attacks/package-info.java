/** Attacks on a sandbox, and the check that it contains them on this machine. */
@NullMarked
package org.temper.environments.sandbox.attacks;

import org.jspecify.annotations.NullMarked;
