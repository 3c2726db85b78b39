@NullMarked
package org.temper.cli.text;

import org.jspecify.annotations.NullMarked;
