/** Records of episodes with tools, in files that can be read, judged anew and looked at. */
@NullMarked
package org.temper.environments.traces;

import org.jspecify.annotations.NullMarked;
