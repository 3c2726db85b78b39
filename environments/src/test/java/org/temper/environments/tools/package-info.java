@NullMarked
package org.temper.environments.tools;

import org.jspecify.annotations.NullMarked;
