/** What generators of tasks share: draws, keys, and the answer in a text. */
@NullMarked
package org.temper.environments.generated;

import org.jspecify.annotations.NullMarked;
