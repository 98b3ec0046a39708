/// Which faults every law must have been looked at after.
public enum Coverage {
    /// Seeds after which none may be missing.
    public static let seeds = 150
}
