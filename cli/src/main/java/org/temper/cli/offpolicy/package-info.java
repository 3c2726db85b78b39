/** Logged propensities from a file: read, and what they say of a policy that did not log. */
@NullMarked
package org.temper.cli.offpolicy;

import org.jspecify.annotations.NullMarked;
