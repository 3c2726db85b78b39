/** Tools that a policy may call, and the environments that they make. */
@NullMarked
package org.temper.environments.tools;

import org.jspecify.annotations.NullMarked;
