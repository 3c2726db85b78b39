/** Function calls that a policy wrote, read from text and compared with those that are right. */
@NullMarked
package org.temper.environments.verifiers.calls;

import org.jspecify.annotations.NullMarked;
