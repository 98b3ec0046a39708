/// A value that shows only its mask, however it is printed: `description`, interpolation, `dump`, a mirror,
/// or as a part of a larger value.
public protocol Masked: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What may be shown to anyone.
    var mask: String { get }
}

extension Masked {
    public var description: String { self.mask }
    public var debugDescription: String { self.mask }
    public var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}
