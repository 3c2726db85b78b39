@NullMarked
package org.temper.api.semantic;

import org.jspecify.annotations.NullMarked;
