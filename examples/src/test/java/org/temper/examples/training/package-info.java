@NullMarked
package org.temper.examples.training;

import org.jspecify.annotations.NullMarked;
