extension MasterKey {
    /// What to do when neither the variable nor the file is there.
    public enum WhenMissing: Sendable {
        /// Make the file: right at first start, when nothing has been sealed yet.
        case create
        /// Throw `.masterKeyMissing`: right once the database holds wrapped keys, which a fresh key could not open.
        case refuse
    }

    /// The key this process seals with: the variable when it is set, else the file at `path`.
    ///
    /// For a process that changes no keys; one that serves while they are changed takes `KeyRing.load`.
    public static func load(
        environment: [String: String], path: String, whenMissing: WhenMissing, random: RandomBytes = .system
    ) throws(VaultError) -> MasterKey {
        let source = MasterKeySource(environment: environment, path: path)
        return try KeyRing.load(from: source, whenMissing: whenMissing, random: random).current
    }
}
