/**
 * memory.copy, memory.fill and their kin. They check once and then move words where both ends are aligned alike.
 */
export const MEMORY = `
(func $check_range (param $at i32) (param $count i32) (local $size i32)
  (local.set $size (call $memory_bytes))
  (if (i32.gt_u $at $size) (then (call $trap_memory)))
  (if (i32.gt_u $count (i32.sub $size $at)) (then (call $trap_memory))))

(func $copy_up (param $to i32) (param $from i32) (param $count i32)
  (if (i32.and (i32.ge_u $count 8) (i32.eqz (i32.and (i32.xor $to $from) 3))) (then
    (block (loop
      (br_if 1 (i32.eqz (i32.and $to 3)))
      (i32.store8 $to (i32.load8_u $from))
      (local.set $to (i32.add $to 1))
      (local.set $from (i32.add $from 1))
      (local.set $count (i32.sub $count 1))
      (br 0)))
    (block (loop
      (br_if 1 (i32.lt_u $count 32))
      (i32.store $to (i32.load $from))
      (i32.store offset=4 $to (i32.load offset=4 $from))
      (i32.store offset=8 $to (i32.load offset=8 $from))
      (i32.store offset=12 $to (i32.load offset=12 $from))
      (i32.store offset=16 $to (i32.load offset=16 $from))
      (i32.store offset=20 $to (i32.load offset=20 $from))
      (i32.store offset=24 $to (i32.load offset=24 $from))
      (i32.store offset=28 $to (i32.load offset=28 $from))
      (local.set $to (i32.add $to 32))
      (local.set $from (i32.add $from 32))
      (local.set $count (i32.sub $count 32))
      (br 0)))
    (block (loop
      (br_if 1 (i32.lt_u $count 4))
      (i32.store $to (i32.load $from))
      (local.set $to (i32.add $to 4))
      (local.set $from (i32.add $from 4))
      (local.set $count (i32.sub $count 4))
      (br 0)))))
  (local.set $count (i32.add $to $count))
  (block (loop
    (br_if 1 (i32.eq $to $count))
    (i32.store8 $to (i32.load8_u $from))
    (local.set $to (i32.add $to 1))
    (local.set $from (i32.add $from 1))
    (br 0))))

(func $copy_down (param $to i32) (param $from i32) (param $count i32)
  (if (i32.eqz (i32.and (i32.xor $to $from) 3)) (then
    (block (loop
      (br_if 1 (i32.eqz (i32.and (i32.and (i32.add $to $count) 3) (i32.sub 0 (i32.ne $count 0)))))
      (local.set $count (i32.sub $count 1))
      (i32.store8 (i32.add $to $count) (i32.load8_u (i32.add $from $count)))
      (br 0)))
    (block (loop
      (br_if 1 (i32.lt_u $count 4))
      (local.set $count (i32.sub $count 4))
      (i32.store (i32.add $to $count) (i32.load (i32.add $from $count)))
      (br 0)))))
  (block (loop
    (br_if 1 (i32.eqz $count))
    (local.set $count (i32.sub $count 1))
    (i32.store8 (i32.add $to $count) (i32.load8_u (i32.add $from $count)))
    (br 0))))

(func $memory_copy (param $to i32) (param $from i32) (param $count i32)
  (call $check_range $to $count)
  (call $check_range $from $count)
  (if (i32.lt_u (i32.sub $to $from) $count)
    (then (call $copy_down $to $from $count))
    (else (call $copy_up $to $from $count))))

(func $memory_fill (param $to i32) (param $value i32) (param $count i32)
  (call $check_range $to $count)
  (local.set $count (i32.add $to $count))
  (local.set $value (i32.and $value 255))
  (if (i32.ge_u (i32.sub $count $to) 8) (then
    (block (loop
      (br_if 1 (i32.eqz (i32.and $to 3)))
      (i32.store8 $to $value)
      (local.set $to (i32.add $to 1))
      (br 0)))
    (local.set $value (i32.mul $value 0x01010101))
    (block (loop
      (br_if 1 (i32.lt_u (i32.sub $count $to) 32))
      (i32.store $to $value)
      (i32.store offset=4 $to $value)
      (i32.store offset=8 $to $value)
      (i32.store offset=12 $to $value)
      (i32.store offset=16 $to $value)
      (i32.store offset=20 $to $value)
      (i32.store offset=24 $to $value)
      (i32.store offset=28 $to $value)
      (local.set $to (i32.add $to 32))
      (br 0)))
    (block (loop
      (br_if 1 (i32.lt_u (i32.sub $count $to) 4))
      (i32.store $to $value)
      (local.set $to (i32.add $to 4))
      (br 0)))))
  (block (loop
    (br_if 1 (i32.eq $to $count))
    (i32.store8 $to $value)
    (local.set $to (i32.add $to 1))
    (br 0))))

(func $memory_init (param $to i32) (param $from i32) (param $count i32) (param $segment i32) (param $size i32)
  (call $check_range $to $count)
  (if (i32.gt_u $from $size) (then (call $trap_memory)))
  (if (i32.gt_u $count (i32.sub $size $from)) (then (call $trap_memory)))
  (call $copy_up $to (i32.add $segment $from) $count))

(func $check_elements (param $at i32) (param $count i32) (param $size i32)
  (if (i32.gt_u $at $size) (then (call $trap_table)))
  (if (i32.gt_u $count (i32.sub $size $at)) (then (call $trap_table))))

(func $table_init (param $to i32) (param $from i32) (param $count i32) (param $table i32) (param $size i32)
  (param $segment i32) (param $elements i32)
  (call $check_elements $to $count $size)
  (call $check_elements $from $count $elements)
  (call $copy_up (i32.add $table (i32.shl $to 2)) (i32.add $segment (i32.shl $from 2)) (i32.shl $count 2)))

(func $table_copy (param $to i32) (param $from i32) (param $count i32) (param $table i32) (param $size i32)
  (call $check_elements $to $count $size)
  (call $check_elements $from $count $size)
  (local.set $to (i32.add $table (i32.shl $to 2)))
  (local.set $from (i32.add $table (i32.shl $from 2)))
  (if (i32.lt_u (i32.sub $to $from) (i32.shl $count 2))
    (then (call $copy_down $to $from (i32.shl $count 2)))
    (else (call $copy_up $to $from (i32.shl $count 2)))))
`
