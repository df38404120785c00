/**
 * Counting bits, and division of 64-bit numbers: by the hardware's 32-bit division, two digits of 16 bits at a time
 * (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D).
 */
export const ARITHMETIC = `
(func $clz32 (param $x i32) (result i32) (local $n i32)
  (if (i32.eqz $x) (then (return 32)))
  (if (i32.lt_u $x 0x10000) (then (local.set $n 16) (local.set $x (i32.shl $x 16))))
  (if (i32.lt_u $x 0x1000000) (then (local.set $n (i32.add $n 8)) (local.set $x (i32.shl $x 8))))
  (if (i32.lt_u $x 0x10000000) (then (local.set $n (i32.add $n 4)) (local.set $x (i32.shl $x 4))))
  (if (i32.lt_u $x 0x40000000) (then (local.set $n (i32.add $n 2)) (local.set $x (i32.shl $x 2))))
  (i32.add $n (i32.ge_s $x 0)))

(func $popcnt32 (param $x i32) (result i32)
  (local.set $x (i32.sub $x (i32.and (i32.shr_u $x 1) 0x55555555)))
  (local.set $x (i32.add (i32.and $x 0x33333333) (i32.and (i32.shr_u $x 2) 0x33333333)))
  (local.set $x (i32.and (i32.add $x (i32.shr_u $x 4)) 0x0f0f0f0f))
  (i32.shr_u (i32.mul $x 0x01010101) 24))

(func $ctz32 (param $x i32) (result i32)
  (call $popcnt32 (i32.and (i32.xor $x -1) (i32.sub $x 1))))

(func $clz64 (param $low i32) (param $high i32) (result i64)
  (if $high (then (return (i64.extend_i32_u (call $clz32 $high)))))
  (i64.extend_i32_u (i32.add (call $clz32 $low) 32)))

(func $ctz64 (param $low i32) (param $high i32) (result i64)
  (if $low (then (return (i64.extend_i32_u (call $ctz32 $low)))))
  (i64.extend_i32_u (i32.add (call $ctz32 $high) 32)))

(func $popcnt64 (param $low i32) (param $high i32) (result i64)
  (i64.extend_i32_u (i32.add (call $popcnt32 $low) (call $popcnt32 $high))))

(func $divide_digits (param $high i32) (param $low i32) (param $v i32) (result i32)
  (local $shift i32) (local $v1 i32) (local $v0 i32) (local $digit i32) (local $q1 i32) (local $q0 i32)
  (local $rest i32)
  (local.set $shift (call $clz32 $v))
  (local.set $v (i32.shl $v $shift))
  (local.set $v1 (i32.shr_u $v 16))
  (local.set $v0 (i32.and $v 0xffff))
  (local.set $high (i32.or (i32.shl $high $shift)
    (i32.shr_u (i32.shr_u $low 1) (i32.xor $shift 31))))
  (local.set $low (i32.shl $low $shift))
  (local.set $digit (i32.shr_u $low 16))
  (local.set $q1 (i32.div_u $high $v1))
  (local.set $rest (i32.rem_u $high $v1))
  (block (loop
    (if (i32.lt_u $q1 0x10000) (then
      (br_if 2 (i32.le_u (i32.mul $q1 $v0) (i32.or (i32.shl $rest 16) $digit)))))
    (local.set $q1 (i32.sub $q1 1))
    (local.set $rest (i32.add $rest $v1))
    (br_if 0 (i32.lt_u $rest 0x10000))))
  (local.set $high (i32.sub (i32.or (i32.shl $high 16) $digit) (i32.mul $q1 $v)))
  (local.set $digit (i32.and $low 0xffff))
  (local.set $q0 (i32.div_u $high $v1))
  (local.set $rest (i32.rem_u $high $v1))
  (block (loop
    (if (i32.lt_u $q0 0x10000) (then
      (br_if 2 (i32.le_u (i32.mul $q0 $v0) (i32.or (i32.shl $rest 16) $digit)))))
    (local.set $q0 (i32.sub $q0 1))
    (local.set $rest (i32.add $rest $v1))
    (br_if 0 (i32.lt_u $rest 0x10000))))
  (i32.add (i32.shl $q1 16) $q0))

(func $div_u (param $a i64) (param $b i64) (result i64)
  (local $bl i32) (local $bh i32) (local $ah i32) (local $q i64) (local $shift i64)
  (local.set $bl (i32.wrap_i64 $b))
  (local.set $bh (i32.wrap_i64 (i64.shr_u $b (i64.const 32))))
  (local.set $ah (i32.wrap_i64 (i64.shr_u $a (i64.const 32))))
  (if (i32.eqz $bh) (then
    (if (i32.eqz $ah) (then (return (i64.extend_i32_u (i32.div_u (i32.wrap_i64 $a) $bl)))))
    (return (i64.or
      (i64.shl (i64.extend_i32_u (i32.div_u $ah $bl)) (i64.const 32))
      (i64.extend_i32_u (call $divide_digits (i32.rem_u $ah $bl) (i32.wrap_i64 $a) $bl))))))
  (if (i64.lt_u $a $b) (then (return (i64.const 0))))
  (local.set $shift (i64.extend_i32_u (call $clz32 $bh)))
  (local.set $q (i64.extend_i32_u (call $divide_digits
    (i32.shr_u $ah 1)
    (i32.wrap_i64 (i64.shr_u $a (i64.const 1)))
    (i32.wrap_i64 (i64.shr_u (i64.shl $b $shift) (i64.const 32))))))
  (local.set $q (i64.shr_u (i64.shl $q $shift) (i64.const 31)))
  (if (i32.eqz (i64.eqz $q)) (then (local.set $q (i64.sub $q (i64.const 1)))))
  (if (i64.ge_u (i64.sub $a (i64.mul $q $b)) $b) (then (local.set $q (i64.add $q (i64.const 1)))))
  $q)

(func $rem_u (param $a i64) (param $b i64) (result i64)
  (i64.sub $a (i64.mul $b (call $div_u $a $b))))

(func $div_s (param $a i64) (param $b i64) (result i64) (local $x i64) (local $y i64)
  (local.set $x (i64.shr_s $a (i64.const 63)))
  (local.set $y (i64.shr_s $b (i64.const 63)))
  (local.set $a (call $div_u
    (i64.sub (i64.xor $a $x) $x)
    (i64.sub (i64.xor $b $y) $y)))
  (local.set $x (i64.xor $x $y))
  (i64.sub (i64.xor $a $x) $x))

(func $rem_s (param $a i64) (param $b i64) (result i64) (local $x i64) (local $y i64)
  (local.set $x (i64.shr_s $a (i64.const 63)))
  (local.set $y (i64.shr_s $b (i64.const 63)))
  (local.set $a (call $rem_u
    (i64.sub (i64.xor $a $x) $x)
    (i64.sub (i64.xor $b $y) $y)))
  (i64.sub (i64.xor $a $x) $x))
`
