package org.temper.environments.sandbox;

/**
 * A runner of programs that nobody has read. What a program does is in its {@link RunResult}, never
 * an exception. Safe for several threads at once.
 */
public interface Sandbox extends AutoCloseable {

  /**
   * Runs a program.
   *
   * @param program the program
   * @return what became of it
   * @throws SandboxException if the sandbox itself could not run it, whatever the program is
   * @throws IllegalStateException if this is closed
   */
  RunResult run(Program program);

  /** Ends what still runs and removes what the sandbox made. */
  @Override
  void close();
}
