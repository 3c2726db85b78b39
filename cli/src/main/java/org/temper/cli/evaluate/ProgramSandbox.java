package org.temper.cli.evaluate;

import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

/** The sandbox that programs of completions run in. */
public final class ProgramSandbox {
  private ProgramSandbox() {}

  /**
   * Opens it.
   *
   * @return the sandbox, to be closed by the caller
   * @throws SandboxException if there is none here
   */
  public static Sandbox open() {
    throw new SandboxException("sandbox: expected one for programs, got none in this build");
  }
}
