package org.temper.environments.verifiers.code;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;
import org.temper.environments.sandbox.Sandboxes;

/** The sandbox of this machine for tests, which are skipped where it has none. */
final class SandboxHere {
  private SandboxHere() {}

  static Sandbox open() {
    try {
      return Sandboxes.open();
    } catch (SandboxException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
      throw e;
    }
  }
}
