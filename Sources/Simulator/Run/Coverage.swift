public import Twins

/// Which faults every law must have been looked at after.
public enum Coverage {
    /// Seeds after which none may be missing.
    public static let seeds = 150

    /// Faults that no shop of these scenes can play, with the reason.
    public static let impossible: [FaultKind: String] = [
        .cancelWithoutRestock: "WooCommerce always gives a cancelled order's units back; only Etsy's sellers choose"
    ]
}
