@NullMarked
package org.temper.serving;

import org.jspecify.annotations.NullMarked;
