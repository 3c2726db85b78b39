package org.temper.models.kernel;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** The native code that models run on: what is said to it before it starts, and its absence. */
public final class NativeLibraries {
  private static final String ENGINE = "PyTorch";

  /** DJL asks the network who uses it, unless this is set when it starts. */
  private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";

  private NativeLibraries() {}

  /** Switches DJL's telemetry off, unless somebody has decided already. */
  public static void prepare() {
    if (System.getenv(NO_TELEMETRY) == null && System.getProperty(NO_TELEMETRY) == null) {
      System.setProperty(NO_TELEMETRY, "true");
    }
  }

  /**
   * The engine, started with the first call.
   *
   * @throws IllegalStateException if its native libraries are neither on the class path nor to be
   *     had
   */
  public static Engine engine() {
    prepare();
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | UnsatisfiedLinkError | IllegalStateException e) {
      throw missing(e);
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  /** A manager of arrays on a device, which the caller closes. */
  public static NDManager manager(@Nullable Device device) {
    return engine().newBaseManager(device);
  }

  private static IllegalStateException missing(Throwable cause) {
    return new IllegalStateException(
        "PyTorch's native libraries: expected ai.djl.pytorch:pytorch-jni and"
            + " ai.djl.pytorch:pytorch-native-cpu (with the platform's classifier) on the class path,"
            + " or PYTORCH_LIBRARY_PATH, or a network to fetch them from, got none of these",
        cause);
  }
}
