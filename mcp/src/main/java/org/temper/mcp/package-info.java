/** Tools of Model Context Protocol servers, as tools of environments. */
@NullMarked
package org.temper.mcp;

import org.jspecify.annotations.NullMarked;
