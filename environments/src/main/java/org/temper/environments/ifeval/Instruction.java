package org.temper.environments.ifeval;

import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;

/** An instruction whose being followed a program can check. */
public final class Instruction {
  private final InstructionType type;
  private final Check check;

  private Instruction(InstructionType type, Check check) {
    this.type = type;
    this.check = check;
  }

  /**
   * An instruction.
   *
   * @param type its kind
   * @param arguments its arguments, named as at {@link InstructionType}; further fields are left
   *     alone
   * @return the instruction
   * @throws MalformedDataException if an argument is missing or not as it should be
   */
  public static Instruction of(InstructionType type, JsonRecord arguments) {
    return new Instruction(type, type.check(new Arguments(arguments)));
  }

  /**
   * The kind.
   *
   * @return one of 25
   */
  public InstructionType type() {
    return type;
  }

  Check check() {
    return check;
  }

  @Override
  public String toString() {
    return type.id();
  }
}
