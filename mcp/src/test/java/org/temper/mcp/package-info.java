@NullMarked
package org.temper.mcp;

import org.jspecify.annotations.NullMarked;
