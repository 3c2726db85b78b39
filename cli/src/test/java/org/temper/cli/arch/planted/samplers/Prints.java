package org.temper.cli.arch.planted.samplers;

/** Prints from a library. */
public final class Prints {
  /** Prints. */
  public void print() {
    System.out.println("planted");
  }
}
