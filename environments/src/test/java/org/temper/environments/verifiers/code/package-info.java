/** Tests of verifiers of programs. */
@NullMarked
package org.temper.environments.verifiers.code;

import org.jspecify.annotations.NullMarked;
