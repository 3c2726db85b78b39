@NullMarked
package org.temper.models.semantic;

import org.jspecify.annotations.NullMarked;
