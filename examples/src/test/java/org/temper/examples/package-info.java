@NullMarked
package org.temper.examples;

import org.jspecify.annotations.NullMarked;
