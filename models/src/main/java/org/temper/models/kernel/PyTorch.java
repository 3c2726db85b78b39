package org.temper.models.kernel;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Platform;
import com.google.common.base.Throwables;
import org.temper.api.Excerpt;

/** The engine that everything is computed by, and an error that helps where it cannot start. */
public final class PyTorch {
  private static final int CAUSE = 40;

  /** DJL asks the network who uses it, unless this is set when it starts. */
  private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";

  private PyTorch() {}

  /**
   * Switches DJL's telemetry off, unless somebody has decided already. To be called before anything
   * of DJL is.
   */
  public static void prepare() {
    if (System.getenv(NO_TELEMETRY) == null && System.getProperty(NO_TELEMETRY) == null) {
      System.setProperty(NO_TELEMETRY, "true");
    }
  }

  /**
   * The engine, started by the first call, without DJL's telemetry.
   *
   * @return the engine
   * @throws EngineUnavailableException if its native libraries are neither there nor can be fetched
   */
  public static Engine engine() {
    prepare();
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new EngineUnavailableException(message(Throwables.getRootCause(e)), e);
    }
  }

  /**
   * A manager of arrays on a device.
   *
   * @param device where they lie
   * @return a new manager, which the caller closes
   * @throws EngineUnavailableException if the engine cannot start
   */
  public static NDManager manager(Device device) {
    return engine().newBaseManager(device);
  }

  private static String message(Throwable cause) {
    Platform here = Platform.fromSystem("pytorch-engine");
    String platform = here.getOsPrefix() + "-" + here.getOsArch();
    String found = Excerpt.of(cause.getMessage(), CAUSE);
    return "PyTorch: expected native libraries for "
        + platform
        + ", got none that load ("
        + found
        + "); add ai.djl.pytorch:pytorch-native-cpu ("
        + platform
        + ") and pytorch-jni to the class path, set PYTORCH_LIBRARY_PATH, or let DJL fetch them"
        + " online";
  }
}
