@NullMarked
package org.temper.interactions.semantic;

import org.jspecify.annotations.NullMarked;
