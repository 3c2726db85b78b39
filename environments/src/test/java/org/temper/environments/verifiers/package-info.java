/** Tests of verifiers. */
@NullMarked
package org.temper.environments.verifiers;

import org.jspecify.annotations.NullMarked;
