@NullMarked
package org.temper.examples.text;

import org.jspecify.annotations.NullMarked;
