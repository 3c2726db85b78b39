/** Users' events written as the tokens of their items' semantic ids. */
@NullMarked
package org.temper.interactions.semantic;

import org.jspecify.annotations.NullMarked;
