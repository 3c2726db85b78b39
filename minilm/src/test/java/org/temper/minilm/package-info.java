@NullMarked
package org.temper.minilm;

import org.jspecify.annotations.NullMarked;
