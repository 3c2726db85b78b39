@NullMarked
package org.temper.cli;

import org.jspecify.annotations.NullMarked;
