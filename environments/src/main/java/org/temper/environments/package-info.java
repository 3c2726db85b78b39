/** Tasks for a policy: what is asked, under a key that lasts. */
@NullMarked
package org.temper.environments;

import org.jspecify.annotations.NullMarked;
