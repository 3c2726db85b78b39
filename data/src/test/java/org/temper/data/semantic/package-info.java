@NullMarked
package org.temper.data.semantic;

import org.jspecify.annotations.NullMarked;
