package org.temper.environments.sandbox;

/** A way to keep programs from the machine that they run on. */
public enum Isolation {
  /** Linux namespaces, set up by bubblewrap ({@code bwrap}). */
  BUBBLEWRAP,
  /** Linux namespaces, set up by {@code unshare} of util-linux. */
  UNSHARE,
  /**
   * None: a program runs as the user of this JVM, with its files and its network; only its limits
   * are kept. For programs that are trusted.
   */
  UNISOLATED
}
