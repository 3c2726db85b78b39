/** What runs inside of a sandbox to run Java programs; it uses the JDK alone. */
@NullMarked
package org.temper.environments.sandbox.jvm;

import org.jspecify.annotations.NullMarked;
