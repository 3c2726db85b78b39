package org.temper.models.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The compiled modules of this process, each by its code and device.
 *
 * <p>Compiling takes a tenth of a second or more. A policy, its frozen copies and the next policy
 * of the same architecture run the same code, so they share its module; libtorch runs a module on
 * several threads at once. Code that keeps something between calls is compiled for each user. The
 * modules that were used last stay compiled when nobody uses them.
 */
final class KernelModules {
  /** How many stay compiled that nobody uses: those of a few architectures. */
  private static final int IDLE = 24;

  /** In the order of their last use. */
  private static final Map<Key, Shared> MODULES = new LinkedHashMap<>();

  private record Key(String code, Device device) {}

  /** A module in a manager of its own, and how many use it. */
  private static final class Shared {
    private final NDManager owner;
    private final PtSymbolBlock module;
    private int users;

    Shared(NDManager owner, PtSymbolBlock module) {
      this.owner = owner;
      this.module = module;
    }
  }

  private KernelModules() {}

  /** The module of some code, for as long as a manager is open. */
  static PtSymbolBlock take(String code, NDManager user) {
    if (KernelArchive.keepsState(code)) {
      return load(code, user);
    }
    Shared shared = share(new Key(code, user.getDevice()));
    user.attachInternal("module", () -> giveBack(shared));
    return shared.module;
  }

  private static Shared share(Key key) {
    synchronized (MODULES) {
      Shared shared = MODULES.remove(key);
      if (shared == null) {
        shared = compile(key);
      }
      shared.users++;
      MODULES.put(key, shared);
      return shared;
    }
  }

  private static Shared compile(Key key) {
    NDManager owner = PyTorch.manager(key.device());
    try {
      return new Shared(owner, load(key.code(), owner));
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  private static void giveBack(Shared shared) {
    synchronized (MODULES) {
      shared.users--;
      List<Map.Entry<Key, Shared>> idle =
          MODULES.entrySet().stream().filter(entry -> entry.getValue().users == 0).toList();
      for (int i = 0; i < idle.size() - IDLE; i++) {
        MODULES.remove(idle.get(i).getKey());
        idle.get(i).getValue().owner.close();
      }
    }
  }

  private static PtSymbolBlock load(String code, NDManager owner) {
    try {
      return JniUtils.loadModule(
          (PtNDManager) owner, new ByteArrayInputStream(KernelArchive.of(code)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
