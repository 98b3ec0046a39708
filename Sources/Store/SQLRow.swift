/// One row of an answer, read by position.
public struct SQLRow: Sendable, Hashable {
    public var cells: [SQLValue]
    public init(cells: [SQLValue]) { self.cells = cells }

    /// The cell at `index`, from 0.
    ///
    /// - Throws: `StoreError` of kind `.decoding` when it is NULL or of another type.
    @inlinable
    public func get<Value: SQLConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        guard self.cells.indices.contains(index) else { throw StoreError(.decoding, code: "column \(index)") }
        return try Value(sqlValue: self.cells[index])
    }

    /// The cell at `index`, from 0, or `nil` where it is NULL.
    @inlinable
    public func optional<Value: SQLConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value? {
        guard self.cells.indices.contains(index) else { throw StoreError(.decoding, code: "column \(index)") }
        if case .null = self.cells[index] { return nil }
        return try Value(sqlValue: self.cells[index])
    }

    /// All cells in order.
    public func decode<each Value: SQLConvertible>(_ types: repeat (each Value).Type) throws -> (repeat each Value) {
        var index = -1
        func next<V: SQLConvertible>(_ type: V.Type) throws -> V {
            index += 1
            return try self.get(index, as: type)
        }
        return (repeat try next(each types))
    }
}
