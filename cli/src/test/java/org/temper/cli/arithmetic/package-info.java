@NullMarked
package org.temper.cli.arithmetic;

import org.jspecify.annotations.NullMarked;
