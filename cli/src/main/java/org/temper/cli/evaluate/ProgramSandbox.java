package org.temper.cli.evaluate;

import java.util.ServiceLoader;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

/** The sandbox that programs of completions run in: the one that the class path provides. */
public final class ProgramSandbox {
  private ProgramSandbox() {}

  /**
   * Opens it.
   *
   * @return the sandbox, to be closed by the caller
   * @throws SandboxException if there is none
   */
  public static Sandbox open() {
    return ServiceLoader.load(Sandbox.class)
        .findFirst()
        .orElseThrow(
            () ->
                new SandboxException(
                    "sandbox: expected one on the class path for programs, got none"));
  }
}
