@NullMarked
package org.temper.examples.arithmetic;

import org.jspecify.annotations.NullMarked;
